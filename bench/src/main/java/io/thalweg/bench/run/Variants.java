package io.thalweg.bench.run;

import io.thalweg.bench.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The product against itself: each variant is a child of its own under its own load, and stands in
 * the report by its label.
 */
public final class Variants implements Workload {

  private final String name;
  private final Map<String, Workload> byLabel;
  private final int roundsForOne;

  /**
   * @param byLabel the first one is what the others are compared with
   * @param roundsForOne how many rounds are run for each that is asked for
   */
  public Variants(String name, Map<String, Workload> byLabel, int roundsForOne) {
    this.name = name;
    this.byLabel = new LinkedHashMap<>(byLabel);
    this.roundsForOne = roundsForOne;
  }

  /** A target for each variant. */
  public List<Target> targets(Target product) {
    List<Target> targets = new ArrayList<>();
    byLabel.keySet().forEach(label -> targets.add(product.relabelled(label)));
    return targets;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void prepare(Session session) {
    of(session).prepare(session);
  }

  /** Variants are made ready by unlike work, which leaves unlike code of the compilers behind. */
  @Override
  public boolean restartsWhenPrepared() {
    return true;
  }

  @Override
  public int roundsForOne() {
    return roundsForOne;
  }

  @Override
  public Sample run(Session session, Round round) {
    return of(session).run(session, round);
  }

  private Workload of(Session session) {
    return byLabel.get(session.label());
  }
}
