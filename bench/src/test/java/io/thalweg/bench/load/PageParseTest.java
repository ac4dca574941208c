package io.thalweg.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.net.HttpResponseParser;
import io.thalweg.bench.target.BenchFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageParseTest {

  private final List<String> found = new ArrayList<>();

  @Test
  void findsEveryEventAndWhereToGoOn() {
    BodyBytes body =
        body(
            "{\"events\":[{\"offset\":9,\"partition\":0,\"event\":\"a\",\"data\":\"xxxx\"},"
                + "{\"offset\":10,\"partition\":11,\"event\":\"a\",\"data\":\"xxxx\"}],"
                + "\"next_offset\":11,\"min_offset\":0,\"head\":12}");
    PageParse page = new PageParse();

    int count = page.read(body, (offset, partition) -> found.add(offset + "@" + partition));

    assertThat(count).isEqualTo(2);
    assertThat(found).containsExactly("9@0", "10@11");
    assertThat(page.nextOffset()).isEqualTo(11);
  }

  @Test
  void findsNothingOnAnEmptyPage() {
    PageParse page = new PageParse();

    int count = page.read(body("{\"events\":[]}"), (offset, partition) -> found.add("one"));

    assertThat(count).isZero();
    assertThat(found).isEmpty();
    assertThatThrownBy(() -> page.nextOffset()).isInstanceOf(BenchFailure.class);
  }

  @Test
  void refusesAnEventWithoutPartitionOrData() {
    for (String event :
        List.of("{\"offset\":1,\"data\":\"x\"}", "{\"offset\":1,\"partition\":0}")) {
      BodyBytes body = body("{\"events\":[" + event + "]}");
      assertThatThrownBy(() -> new PageParse().read(body, (offset, partition) -> {}))
          .isInstanceOf(BenchFailure.class);
    }
  }

  private static BodyBytes body(String json) {
    HttpResponseParser parser = new HttpResponseParser();
    String response = "HTTP/1.1 200 OK\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    parser.parse(Unpooled.wrappedBuffer(response.getBytes(StandardCharsets.US_ASCII)));
    return parser.body();
  }
}
