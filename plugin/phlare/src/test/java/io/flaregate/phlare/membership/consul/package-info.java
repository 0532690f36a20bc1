/** The Consul client against a server that keeps to Consul's KV API. */
@NullMarked
package io.flaregate.phlare.membership.consul;

import org.jspecify.annotations.NullMarked;
