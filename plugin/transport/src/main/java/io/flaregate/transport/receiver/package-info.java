/** What receivers share: the way of a request over HTTP, what is counted, what is booked. */
@NullMarked
package io.flaregate.transport.receiver;

import org.jspecify.annotations.NullMarked;
