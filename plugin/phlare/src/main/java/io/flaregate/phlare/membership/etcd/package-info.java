/** Rings that are kept in etcd: each is one value, watched and written by compare-and-swap. */
@NullMarked
package io.flaregate.phlare.membership.etcd;

import org.jspecify.annotations.NullMarked;
