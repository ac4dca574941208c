package io.thalweg.server.acceptance;

import io.vertx.core.json.JsonObject;

/**
 * What came out of a pipeline of the numbers from 0 on.
 *
 * @param count events
 * @param missing numbers that did not come out
 * @param doubled events whose number came out before
 */
record PipelineOutput(long count, long missing, long doubled) {

  static PipelineOutput read(TestClient client, String stream, int numbers) {
    int[] seen = new int[numbers];
    long count = 0;
    long next = 0;
    JsonObject page;
    do {
      page = client.get(stream + "/consume/check?limit=10000&from_offset=" + next);
      for (Object event : page.getJsonArray("events")) {
        seen[((JsonObject) event).getInteger("data")]++;
        count++;
      }
      next = page.getLong("next_offset");
    } while (next < page.getLong("head"));
    long missing = 0;
    long doubled = 0;
    for (int times : seen) {
      missing += times == 0 ? 1 : 0;
      doubled += Math.max(0, times - 1);
    }
    return new PipelineOutput(count, missing, doubled);
  }
}
