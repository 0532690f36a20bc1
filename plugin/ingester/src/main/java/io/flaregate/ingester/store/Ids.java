package io.flaregate.ingester.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** The ids of the rows of one table, found or made by the columns that are unique in it. */
final class Ids {
  static final long NONE = -1;

  private final PreparedStatement select;
  private final PreparedStatement insert;

  /** The names come from this package's code only, never from outside. */
  Ids(Connection connection, String table, List<String> columns) throws SQLException {
    String conditions = columns.stream().map(c -> c + " = ?").collect(Collectors.joining(" AND "));
    String places = columns.stream().map(c -> "?").collect(Collectors.joining(", "));
    select = connection.prepareStatement("SELECT id FROM " + table + " WHERE " + conditions);
    insert =
        connection.prepareStatement(
            "INSERT INTO "
                + table
                + " ("
                + String.join(", ", columns)
                + ") VALUES ("
                + places
                + ") RETURNING id");
  }

  /** The row's id, or {@link #NONE}. */
  long find(Object... values) throws SQLException {
    bind(select, values);
    return firstOf(select);
  }

  long insert(Object... values) throws SQLException {
    bind(insert, values);
    return firstOf(insert);
  }

  long findOrInsert(Object... values) throws SQLException {
    long id = find(values);
    return id == NONE ? insert(values) : id;
  }

  static long firstOf(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : NONE;
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
