/** The plugin {@code phlare}: what turns a pipeline into a Phlare/Pyroscope distributor. */
@NullMarked
package io.flaregate.phlare;

import org.jspecify.annotations.NullMarked;
