/** Tests of the gateway as a whole. */
@NullMarked
package io.flaregate.gateway;

import org.jspecify.annotations.NullMarked;
