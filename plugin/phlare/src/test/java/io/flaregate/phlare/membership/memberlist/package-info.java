/** Tests of the memberlist observer, with a peer that speaks the node's half. */
@NullMarked
package io.flaregate.phlare.membership.memberlist;

import org.jspecify.annotations.NullMarked;
