package io.thalweg.bench.redis;

import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.Engine;
import io.thalweg.bench.load.EventJson;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.Tally;
import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.run.CpuMeter;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.ProcessUse;
import io.thalweg.bench.target.Target;
import java.nio.charset.StandardCharsets;

/**
 * A running Redis as a target: connections on an event loop of its own, like the generator's. Its
 * process belongs to somebody else, so what it uses is not known.
 */
public final class RawRedis implements Engine {

  private static final String PREFIX = "thalweg_bench:";
  private static final String APPEND_FSYNC = "appendfsync";

  private final Target target;
  private final RedisAddress address;
  private final Generator generator = new Generator();
  private final RedisControl control;

  /** Connects, and fails if there is no single Redis with an append-only file. */
  public RawRedis(Target target, String uri) {
    this.target = target;
    this.address = RedisAddress.parse(uri);
    try {
      this.control = new RedisControl(generator, address);
      require("cluster", "cluster_enabled", "0", "is a cluster; what is compared is one server");
      require("persistence", "aof_enabled", "1", "keeps no append-only file: set appendonly yes");
    } catch (BenchFailure notThere) {
      generator.close();
      throw notThere;
    }
  }

  private void require(String section, String field, String value, String fault) {
    if (!control.info(section, field).equals(value)) {
      throw new BenchFailure("the Redis at " + address.endpoint().url() + " " + fault);
    }
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Endpoint endpoint() {
    return address.endpoint();
  }

  @Override
  public ProcessUse use() {
    return ProcessUse.UNKNOWN;
  }

  @Override
  public Sample publish(String workload, PublishShape shape) {
    String key = PREFIX + workload;
    control.delete(key);
    CpuMeter cpu = new CpuMeter(this);
    Tally.Outcome outcome = new AddLoop(generator, key, shape).run(address);
    Sample sample = outcome.sample(shape, cpu);
    requireEntries(key, outcome.acknowledged() * shape.batch());
    control.delete(key);
    return sample;
  }

  @Override
  public void fill(String workload, ConsumeShape shape) {
    String key = PREFIX + workload;
    control.delete(key);
    String event = new String(new EventJson(shape.size(), 0).event(0), StandardCharsets.US_ASCII);
    control.fill(key, shape.events(), event);
    requireEntries(key, shape.events());
  }

  @Override
  public Sample readPages(String workload, ConsumeShape shape) {
    CpuMeter cpu = new CpuMeter(this);
    return new RangeReader(generator, PREFIX + workload, shape.events()).run(address, cpu);
  }

  private void requireEntries(String key, long acknowledged) {
    long entries = control.number("XLEN", key);
    if (entries != acknowledged) {
      throw new BenchFailure(acknowledged + " entries were acknowledged, but there are " + entries);
    }
  }

  /** When Redis forces its append-only file: {@code always}, {@code everysec} or {@code no}. */
  public String appendFsync() {
    return control.ask("CONFIG", "GET", APPEND_FSYNC).get(1);
  }

  public void setAppendFsync(String value) {
    control.ask("CONFIG", "SET", APPEND_FSYNC, value);
  }

  /** Bytes of memory that the server's machine has. */
  public long machineBytes() {
    return Long.parseLong(control.info("memory", "total_system_memory"));
  }

  @Override
  public void forget(String namespace) {
    control.deleteAll(namespace);
  }

  /** Deletes what was filled in. */
  @Override
  public void close() {
    control.deleteAll(PREFIX);
    control.close();
    generator.close();
  }
}
