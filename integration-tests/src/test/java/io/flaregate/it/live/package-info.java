/** The gateway beside a real Pyroscope: the same ring, the same ingesters, what each costs. */
@NullMarked
package io.flaregate.it.live;

import org.jspecify.annotations.NullMarked;
