package io.thalweg.storage.file.stream;

/** Where a stream stood before something was appended that may have to be taken back. */
public record StreamMark(
    long head, long position, long lastTimestamp, int turn, long idsEnd, long steps) {}
