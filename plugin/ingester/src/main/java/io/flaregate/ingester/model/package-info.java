/** The words of the ingester: tenants, labels, profile types, time ranges, as plain values. */
@NullMarked
package io.flaregate.ingester.model;

import org.jspecify.annotations.NullMarked;
