package io.thalweg.server.push;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.GroupClient;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.Routes;
import io.vertx.core.http.HttpMethod;

/** The paths on which events are pushed, for one gateway instance. */
public final class PushRoutes implements RouteGroup {
  private final PushOptions options;
  private final Admission admission;
  private final ByteBufAllocator allocator;
  private final EncodedBytes.Memory memory;

  /**
   * @param admission shared by all instances of a node
   */
  public PushRoutes(PushOptions options, Admission admission) {
    this(options, admission, PooledByteBufAllocator.DEFAULT);
  }

  PushRoutes(PushOptions options, Admission admission, ByteBufAllocator allocator) {
    this.options = options;
    this.admission = admission;
    this.allocator = allocator;
    this.memory = new EncodedBytes.Memory(options.unsentTotalMax());
  }

  /** Encoded bytes that are on their way to clients of this instance; on its event loop only. */
  public long unsentBytes() {
    return memory.used();
  }

  @Override
  public void mount(Routes routes, GatewayContext gateway) {
    GroupCalls groups = new GroupClient(gateway.vertx(), gateway.addresses());
    PushLoop loop = new PushLoop(gateway, options, admission, memory, allocator);
    routes
        .on(HttpMethod.GET, "/stream/{stream}/ws/{consumer}", new SocketRoute(loop))
        .on(
            HttpMethod.GET,
            "/stream/{stream}/group/{group}/ws/{consumer}",
            new GroupSocketRoute(loop, groups))
        .on(HttpMethod.GET, "/stream/{stream}/sse/{consumer}", new SseRoute(loop));
  }
}
