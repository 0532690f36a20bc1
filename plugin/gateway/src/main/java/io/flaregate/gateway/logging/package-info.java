/** The log of the process, for people or for machines. */
@NullMarked
package io.flaregate.gateway.logging;

import org.jspecify.annotations.NullMarked;
