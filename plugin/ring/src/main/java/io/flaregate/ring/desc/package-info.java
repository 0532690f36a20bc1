/** The form in which key-value stores and gossip hold a ring, and how two such forms merge. */
@NullMarked
package io.flaregate.ring.desc;

import org.jspecify.annotations.NullMarked;
