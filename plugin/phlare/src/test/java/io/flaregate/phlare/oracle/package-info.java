/** The whole path from OTLP bytes to pprof bytes against an independent implementation. */
@NullMarked
package io.flaregate.phlare.oracle;

import org.jspecify.annotations.NullMarked;
