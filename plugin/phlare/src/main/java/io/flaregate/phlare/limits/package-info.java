/** What tenants may send: limits under upstream's names, and the rate of each tenant. */
@NullMarked
package io.flaregate.phlare.limits;

import org.jspecify.annotations.NullMarked;
