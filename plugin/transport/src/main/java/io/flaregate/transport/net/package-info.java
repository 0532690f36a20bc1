/** Addresses to listen on, in the form that configurations write them. */
@NullMarked
package io.flaregate.transport.net;

import org.jspecify.annotations.NullMarked;
