package io.thalweg.server.ops;

import io.thalweg.core.bus.LogHealth;
import io.thalweg.core.group.GroupMeter;
import io.thalweg.server.http.Subscribers;

/** Everything that one node counts. Thread-safe. */
public final class Metrics {
  private final HttpMeter http = new HttpMeter();
  private final StorageMeter storage = new StorageMeter();
  private final GroupMeter groups = new GroupMeter();
  private final String version;

  /**
   * @param version of the server, a label of {@code thalweg_build_info}
   */
  public Metrics(String version) {
    this.version = version;
  }

  public HttpMeter http() {
    return http;
  }

  public StorageMeter storage() {
    return storage;
  }

  public GroupMeter groups() {
    return groups;
  }

  /**
   * The page that {@code /metrics} serves.
   *
   * @param health null if the log did not say; its gauges are left out then
   */
  String page(LogHealth health, Subscribers subscribers) {
    PrometheusText text = new PrometheusText();
    text.gauge("thalweg_build_info", "Always 1; the labels say what runs.")
        .sample("thalweg_build_info", 1, "version", version)
        .gauge("thalweg_subscribers", "Sockets that live readers hold open now.")
        .sample("thalweg_subscribers", subscribers.attached())
        .counter(
            "thalweg_events_consumed_total", "Events delivered, as often as somebody got them.")
        .sample("thalweg_events_consumed_total", subscribers.eventsDelivered())
        .counter("thalweg_consumed_bytes_total", "Encoded size of events delivered.")
        .sample("thalweg_consumed_bytes_total", subscribers.bytesDelivered());
    if (health != null) {
      writeHealth(text, health);
    }
    storage.writeTo(text);
    writeGroups(text, groups);
    http.writeTo(text);
    JvmMeter.writeTo(text);
    return text.toString();
  }

  private static void writeGroups(PrometheusText text, GroupMeter groups) {
    GroupMeter.Held held = groups.held();
    text.gauge("thalweg_groups", "Groups that this node coordinates and that are in use, by mode.")
        .sample("thalweg_groups", held.partitioned(), "mode", "partitioned")
        .sample("thalweg_groups", held.shared(), "mode", "shared")
        .gauge("thalweg_group_members", "Members of the groups that this node coordinates.")
        .sample("thalweg_group_members", held.members())
        .counter(
            "thalweg_group_rebalances_total",
            "Times that a group's generation rose: partitions changed hands, or a seek moved it.")
        .sample("thalweg_group_rebalances_total", groups.rebalances())
        .counter(
            "thalweg_group_commits_fenced_total",
            "Commits refused because the member had lost the partition.")
        .sample("thalweg_group_commits_fenced_total", groups.commitsFenced())
        .counter(
            "thalweg_group_redeliveries_total",
            "Events of shared groups handed out that had been handed out before.")
        .sample("thalweg_group_redeliveries_total", groups.redeliveries())
        .counter(
            "thalweg_group_dead_letters_total", "Events of shared groups that became dead letters.")
        .sample("thalweg_group_dead_letters_total", groups.deadLetters());
  }

  private static void writeHealth(PrometheusText text, LogHealth health) {
    text.gauge("thalweg_queued_bytes", "Encoded events that wait to be written.")
        .sample("thalweg_queued_bytes", health.queuedBytes())
        .gauge("thalweg_queued_bytes_max", "Where queueing ends and refusing starts.")
        .sample("thalweg_queued_bytes_max", health.queuedBytesMax())
        .gauge("thalweg_storage_up", "Whether the storage serves now, 1 or 0, by kind of access.")
        .sample("thalweg_storage_up", health.storage().reads() ? 1 : 0, "access", "read")
        .sample("thalweg_storage_up", health.storage().writes() ? 1 : 0, "access", "write");
  }
}
