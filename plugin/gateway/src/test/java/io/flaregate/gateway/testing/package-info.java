/** A plugin of tiny components, for the tests of the host. */
@NullMarked
package io.flaregate.gateway.testing;

import org.jspecify.annotations.NullMarked;
