package io.thalweg.bench.run;

/**
 * Which round is under way.
 *
 * @param number from 0 on, of those that warm up and those that are counted together
 * @param warmsUp whether it is not counted
 */
public record Round(int number, boolean warmsUp) {}
