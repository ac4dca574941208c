package io.thalweg.server.http.groups;

/** An answer whose events are not there yet. */
interface WaitingPage {
  /** Ends the waiting, because the server closes. */
  void refuseNow();
}
