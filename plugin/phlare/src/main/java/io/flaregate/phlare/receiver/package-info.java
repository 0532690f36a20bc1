/** The receiver {@code phlare}: the doors of a Pyroscope distributor on one port. */
@NullMarked
package io.flaregate.phlare.receiver;

import org.jspecify.annotations.NullMarked;
