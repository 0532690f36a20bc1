/** The page of a ring, served by the gateway's own admin server, in a real browser. */
@NullMarked
package io.flaregate.distribution.ring;

import org.jspecify.annotations.NullMarked;
