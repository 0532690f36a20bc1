/** Tests of what components are given to run with. */
@NullMarked
package io.flaregate.gateway.runtime;

import org.jspecify.annotations.NullMarked;
