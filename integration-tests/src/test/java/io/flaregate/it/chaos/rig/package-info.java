/**
 * What the chaos runner breaks and watches: processes, a TCP proxy, a key-value store, a sender.
 */
@NullMarked
package io.flaregate.it.chaos.rig;

import org.jspecify.annotations.NullMarked;
