package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/** The batches of one write as the parameters of a function, and its row as their outcomes. */
interface WriteCall {
  /** The statement, {@code ${schema}} in it. */
  String statement();

  /** The parameters, new at each call: a client may consume them. */
  Tuple parameters();

  List<WriteOutcome> outcomes(Row row);

  /** The call that does the least for these batches. */
  static WriteCall of(List<WriteBatch> batches) {
    for (WriteBatch batch : batches) {
      if (!isUnconditional(batch) || batch.appends().get(0).events().withIds()) {
        return new ConditionalWrite(batches);
      }
    }
    return new PlainAppend(batches);
  }

  /** Whether only a missing stream can refuse the batch. */
  static boolean isUnconditional(WriteBatch batch) {
    return batch.stamp() == null
        && batch.groups().isEmpty()
        && batch.appends().size() == 1
        && batch.appends().get(0).expectedHead() == StreamAppend.ANY;
  }

  /** {@code $1, $2, ...}. */
  static String placeholders(int count) {
    StringBuilder list = new StringBuilder("$1");
    for (int i = 2; i <= count; i++) {
      list.append(", $").append(i);
    }
    return list.toString();
  }

  static StreamException noStream(StreamName stream) {
    return StreamException.of(
        ErrorCode.STREAM_NOT_FOUND,
        "there is no stream " + stream,
        Map.of("stream", stream.value()));
  }
}
