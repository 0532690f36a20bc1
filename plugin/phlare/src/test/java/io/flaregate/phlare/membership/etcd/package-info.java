/** Rings in a real etcd. */
@NullMarked
package io.flaregate.phlare.membership.etcd;

import org.jspecify.annotations.NullMarked;
