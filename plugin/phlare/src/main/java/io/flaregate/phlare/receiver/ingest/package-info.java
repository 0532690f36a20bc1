/** {@code POST /ingest}: pprof, JFR, folded stacks and speedscope, as Pyroscope's agents send. */
@NullMarked
package io.flaregate.phlare.receiver.ingest;

import org.jspecify.annotations.NullMarked;
