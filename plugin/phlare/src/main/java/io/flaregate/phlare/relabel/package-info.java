/** Rules that change the labels of series, in Prometheus' terms, and selectors of series. */
@NullMarked
package io.flaregate.phlare.relabel;

import org.jspecify.annotations.NullMarked;
