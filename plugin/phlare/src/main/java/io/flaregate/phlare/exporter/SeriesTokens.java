package io.flaregate.phlare.exporter;

import io.flaregate.ring.TokenHasher;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;

/** Computes the tokens of a tenant's series. Serves one thread at a time. */
final class SeriesTokens {
  private final TokenHasher hasher = new TokenHasher();
  private final String tenant;
  private final int tenantHash;

  SeriesTokens(String tenant) {
    this.tenant = tenant;
    tenantHash = TokenHasher.tenantHash(tenant);
  }

  /** Whose series they are. */
  String tenant() {
    return tenant;
  }

  /** The token of the series with the labels of a row. */
  int token(SeriesLabels labels, int row) {
    StringTable strings = labels.strings();
    hasher.start(tenantHash);
    for (int label = labels.start(row); label < labels.end(row); label++) {
      int value = labels.value(label);
      strings.visit(
          labels.name(label),
          (name, nameAt, nameLength) ->
              strings.visit(
                  value,
                  (bytes, at, length) ->
                      hasher.label(name, nameAt, nameLength, bytes, at, length)));
    }
    return hasher.token();
  }
}
