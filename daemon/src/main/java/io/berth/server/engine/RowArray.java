package io.berth.server.engine;

import io.berth.server.http.Reply.Piece;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A JSON array of rows, each of which has a comma before it, in pieces. */
final class RowArray {
    private static final Piece OPEN = Piece.of("[");

    private final List<Piece> pieces;

    /** @param piecesExpected of all rows */
    RowArray(int piecesExpected) {
        pieces = new ArrayList<>(piecesExpected + 2);
        pieces.add(OPEN);
    }

    void add(List<Piece> row) {
        int at = pieces.size();
        pieces.addAll(row);
        if (at == 1) {
            Piece first = pieces.get(at);
            pieces.set(at, new Piece(first.array(), first.from() + 1, first.to())); // without its comma
        }
    }

    /** The array, which ends here, by these characters. */
    List<Piece> end(String close) {
        pieces.add(Piece.of(close));
        return Collections.unmodifiableList(pieces);
    }
}
