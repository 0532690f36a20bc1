/** Tests of the log. */
@NullMarked
package io.flaregate.gateway.logging;

import org.jspecify.annotations.NullMarked;
