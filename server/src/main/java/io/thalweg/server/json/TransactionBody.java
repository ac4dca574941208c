package io.thalweg.server.json;

import io.thalweg.core.spi.StreamAppend;
import java.util.List;

/**
 * A transaction as it was sent.
 *
 * @param id null if it has none
 * @param publish the events for each stream
 * @param commit the members of each commit, not looked at yet
 */
public record TransactionBody(String id, List<StreamAppend> publish, List<JsonFields> commit) {}
