/** What an ingester answers, apart from the protocol in which it is asked. */
@NullMarked
package io.flaregate.ingester.service;

import org.jspecify.annotations.NullMarked;
