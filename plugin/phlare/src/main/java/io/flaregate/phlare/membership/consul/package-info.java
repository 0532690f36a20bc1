/** Rings in Consul's key-value store, watched by blocking queries. */
@NullMarked
package io.flaregate.phlare.membership.consul;

import org.jspecify.annotations.NullMarked;
