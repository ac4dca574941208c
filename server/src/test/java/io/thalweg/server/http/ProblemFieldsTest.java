package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import org.junit.jupiter.api.Test;

/** What a problem names as being at fault when the request itself is well-formed. */
class ProblemFieldsTest extends GatewayTest {
  private static final String EVENT = "{\"event\":\"a\",\"data\":1}";

  @Test
  void namesThePartOfThePathThatIsNotThere() {
    String stream = newStream();

    expectField(404, "stream", client.get("/stream/none/info"));
    expectField(404, "stream", client.post("/stream/none/publish", EVENT));
    expectField(404, "group", client.get(stream + "/group/none"));
    client.post(stream + "/group/g").expect(201);
    expectField(404, "consumer", client.delete(stream + "/group/g/member/nobody"));
  }

  @Test
  void namesThePartOfThePathThatIsThereAlready() {
    String stream = newStream();
    client.post(stream + "/group/g").expect(201);

    expectField(409, "stream", client.post(stream));
    expectField(409, "stream", client.put(stream, "{\"partitions\":7}"));
    expectField(409, "group", client.post(stream + "/group/g"));
  }

  @Test
  void namesTheParameterThatDoesNotFitTheStream() {
    String stream = newStream();

    expectField(409, "expected_offset", client.post(stream + "/publish?expected_offset=5", EVENT));
    expectField(416, "from_offset", client.get(stream + "/consume/c?from_offset=5"));
    expectField(409, "generation", client.get(stream + "/consume/c?generation=1234567"));
  }

  @Test
  void namesThePlaceWhereAGroupCannotBe() {
    String stream = newStream();
    client.post(stream + "/group/g").expect(201);

    expectField(416, "start", client.post(stream + "/group/late", "{\"start\":5}"));
    expectField(416, "to", client.post(stream + "/group/g/seek", "{\"to\":5}"));
  }

  @Test
  void namesTheMemberOfACommitThatIsRefused() {
    String stream = newStream();
    publish(stream, 2);
    client.post(stream + "/group/g").expect(201);
    long generation =
        client.get(stream + "/group/g/consume?consumer=c").expect(200).json().getLong("generation");

    expectField(409, "consumer", commit(stream, "other", generation, "\"offset\":1"));
    expectField(409, "generation", commit(stream, "c", generation + 1, "\"offset\":1"));
    expectField(416, "offset", commit(stream, "c", generation, "\"offset\":9"));
    expectField(416, "offsets.0", commit(stream, "c", generation, "\"offsets\":{\"0\":9}"));
    expectField(409, "force", client.post(stream + "/group/g/seek", "{\"to\":\"earliest\"}"));
  }

  private Answer commit(String stream, String consumer, long generation, String offset) {
    return client.post(
        stream + "/group/g/commit",
        "{\"consumer\":\"" + consumer + "\",\"generation\":" + generation + "," + offset + "}");
  }

  private static void expectField(int status, String field, Answer answer) {
    answer.expect(status);
    assertThat(answer.json().getString("field")).as("field of %s", answer.body()).isEqualTo(field);
  }
}
