package io.thalweg.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.http.ConnectionLimits;
import io.thalweg.server.http.GatewayOptions;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final GatewayOptions WANTED = GatewayOptions.DEFAULT;

  @Test
  void whereThereAreFilesEnoughNothingChanges() {
    assertThat(OpenFiles.leaveRoomFor(WANTED, OptionalLong.of(1_000_000))).isSameAs(WANTED);
    assertThat(OpenFiles.leaveRoomFor(WANTED, OptionalLong.empty())).isSameAs(WANTED);
  }

  @Test
  void connectionsLeaveFilesForTheStorage() {
    ConnectionLimits limits = OpenFiles.leaveRoomFor(WANTED, OptionalLong.of(1_024)).connections();

    assertThat(limits.connectionsMax()).isEqualTo(512);
    assertThat(limits.connectionsPerAddressMax()).isEqualTo(512);
    assertThat(limits.headerMs()).isEqualTo(WANTED.connections().headerMs());
  }

  @Test
  void someConnectionsAreAlwaysGranted() {
    assertThat(OpenFiles.leaveRoomFor(WANTED, OptionalLong.of(100)).connections().connectionsMax())
        .isEqualTo(64);
  }
}
