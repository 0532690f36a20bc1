/** What both servers demand of connections, whatever is spoken on them. */
@NullMarked
package io.flaregate.transport.guard;

import org.jspecify.annotations.NullMarked;
