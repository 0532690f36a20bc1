/** The pprof format (message {@code perftools.profiles.Profile}): written, read and checked. */
@NullMarked
package io.flaregate.profiles.pprof;

import org.jspecify.annotations.NullMarked;
