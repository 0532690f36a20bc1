/**
 * Delivers from a write-ahead log what was acknowledged once the log had it: {@code ack: durable}.
 * {@code DurableQueue} is the whole; {@code Schedule} decides what is tried when.
 */
@NullMarked
package io.flaregate.phlare.durable;

import org.jspecify.annotations.NullMarked;
