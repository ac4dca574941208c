package io.thalweg.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(20)
class ServeCommandTest {
  @Test
  void refusesTwoStorages() {
    StringWriter said = new StringWriter();
    CommandLine command = new CommandLine(new ServeCommand()).setErr(new PrintWriter(said));

    int status =
        command.execute("--postgres-uri=postgresql://u@h/db", "--redis-uri=redis://h:6379/0");

    assertThat(status).isEqualTo(2);
    assertThat(said.toString()).contains("--postgres-uri", "--redis-uri", "leave one away");
  }
}
