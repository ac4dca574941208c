/**
 * What is made of samples: medians, ratios with their spans, tables for people, JSON for programs,
 * and the goals they are held to.
 */
package io.thalweg.bench.report;
