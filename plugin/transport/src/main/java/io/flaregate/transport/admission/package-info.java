/** Admission by bytes: what a request may hold in memory is booked before it is allocated. */
@NullMarked
package io.flaregate.transport.admission;

import org.jspecify.annotations.NullMarked;
