/** Fakes of what the exporter talks to, and profiles built by hand. */
@NullMarked
package io.flaregate.phlare.testing;

import org.jspecify.annotations.NullMarked;
