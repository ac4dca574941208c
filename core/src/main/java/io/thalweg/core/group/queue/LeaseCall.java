package io.thalweg.core.group.queue;

import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A worker's call that is not answered yet. Not thread-safe. */
final class LeaseCall {
  final LeaseRequest request;
  private final Promise<LeaseReply> promise = Promise.promise();
  private boolean patient;

  LeaseCall(LeaseRequest request) {
    this.request = request;
    this.patient = request.waitMs() > 0;
  }

  /** Whether it waits if there is nothing. */
  boolean isPatient() {
    return patient;
  }

  void losePatience() {
    patient = false;
  }

  /** False if it was answered before. */
  boolean answer(LeaseReply reply) {
    return promise.tryComplete(reply);
  }

  void fail(Throwable reason) {
    promise.tryFail(reason);
  }

  Future<LeaseReply> future() {
    return promise.future();
  }
}
