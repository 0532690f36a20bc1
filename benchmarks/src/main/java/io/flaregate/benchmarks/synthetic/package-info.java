/** Requests that are made, not recorded: of any size, or made to cost much. */
@NullMarked
package io.flaregate.benchmarks.synthetic;

import org.jspecify.annotations.NullMarked;
