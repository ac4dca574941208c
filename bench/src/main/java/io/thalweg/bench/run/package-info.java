/**
 * How a comparison is run: targets side by side, one after the other in every round, so that
 * whatever else the machine does meets all of them; and what one run of one target yields.
 */
package io.thalweg.bench.run;
