/**
 * Reads rings that gossip over memberlist, as an observer: it asks nodes for their state by TCP,
 * pushes at most entries of its own, and never announces a node of its own, so that no member pings
 * it, gossips to it or suspects it.
 */
@NullMarked
package io.flaregate.phlare.membership.memberlist;

import org.jspecify.annotations.NullMarked;
