package io.thalweg.server.cluster;

import io.thalweg.server.config.ClusterConfig;
import java.util.stream.Collectors;

/**
 * Hazelcast's settings: only the listed nodes, over TCP; nothing is sent anywhere else; a node that
 * hangs is left out after 5 seconds, and comes back some 10 seconds after it goes on.
 */
final class HazelcastXml {
  private static final String TEMPLATE =
      """
      <hazelcast xmlns="http://www.hazelcast.com/schema/config">
        <cluster-name>thalweg</cluster-name>
        <properties>
          <property name="hazelcast.phone.home.enabled">false</property>
          <property name="hazelcast.logging.type">slf4j</property>
          <property name="hazelcast.shutdownhook.enabled">false</property>
          <property name="hazelcast.heartbeat.interval.seconds">1</property>
          <property name="hazelcast.max.no.heartbeat.seconds">5</property>
          <property name="hazelcast.merge.first.run.delay.seconds">10</property>
          <property name="hazelcast.merge.next.run.delay.seconds">10</property>
          <property name="hazelcast.socket.bind.any">false</property>
          <property name="hazelcast.wait.seconds.before.join">1</property>
        </properties>
        <network>
          <port auto-increment="false">${port}</port>
          <join>
            <auto-detection enabled="false"/>
            <multicast enabled="false"/>
            <tcp-ip enabled="true">
              <member-list>${members}</member-list>
            </tcp-ip>
          </join>
          <interfaces enabled="true">
            <interface>${address}</interface>
          </interfaces>
        </network>
        <multimap name="__vertx.subs">
          <backup-count>1</backup-count>
          <value-collection-type>SET</value-collection-type>
        </multimap>
        <map name="__vertx.haInfo">
          <backup-count>1</backup-count>
        </map>
        <map name="__vertx.nodeInfo">
          <backup-count>1</backup-count>
        </map>
      </hazelcast>
      """;

  private HazelcastXml() {}

  /**
   * @param address where this node listens, as a number
   */
  static String of(ClusterConfig config, String address) {
    return TEMPLATE
        .replace("${port}", String.valueOf(config.port()))
        .replace("${address}", address)
        .replace(
            "${members}",
            config.members().stream()
                .map(member -> "<member>" + member + "</member>")
                .collect(Collectors.joining()));
  }
}
