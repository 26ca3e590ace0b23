package org.echelle.recommender.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.echelle.api.EchelleException;
import org.echelle.api.ItemRanking;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.RecommenderException;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    @TempDir
    Path dir;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    private static LogOptions options(Path path, int least, int most, HoldOut split) {
        return LogOptions.of(path).showing(least, most, split);
    }

    private HistorySource movielens(Path path, int least, int most, HoldOut split) {
        return (HistorySource) new MovieLensKind().open(options(path, least, most, split), context);
    }

    @Test
    void aLogWithoutActionsIsRefusedInASentence() throws IOException {
        Path path = file("empty.csv", "user,item,time\n");
        assertTrue(assertThrows(RecommenderException.class, () -> new InteractionsKind()
                        .open(options(path, 2, 200, HoldOut.LEAVE_ONE_OUT), context))
                .getMessage()
                .startsWith("The log holds no actions"));
    }

    @Test
    void aMovieLensFolderGivesHistoriesInOrderOfTimeWithTheLastActionHeldOut() throws IOException {
        file("ratings.dat", "7::3::5::30\n7::1::4::10\n9::2::3::5\n7::2::1::20\n9::3::3::6\n");
        file("movies.dat", "1::Am\u00e9lie (2001)::Comedy|Romance\n2::Alien (1979)::Horror\n3::Up (2009)::Comedy\n");
        HistorySource source = movielens(dir, 2, 200, HoldOut.LEAVE_ONE_OUT);
        assertEquals(2, source.size());
        History first = (History) source.load(0);
        assertEquals("7", first.id());
        assertArrayEquals(new int[] {1, 2}, first.items());
        assertEquals(List.of("Am\u00e9lie (2001)", "Alien (1979)"), first.titles());
        assertEquals(OptionalInt.of(3), first.next());
        assertEquals("user", source.groupedBy());
        ItemRanking ranking = source.ranking().orElseThrow();
        assertEquals(
                List.of(
                        "decade/1970s",
                        "decade/2000s",
                        "genre/Comedy",
                        "genre/Horror",
                        "genre/Romance",
                        "year/1979",
                        "year/2001",
                        "year/2009"),
                ranking.attributes());
        assertEquals("{1, 3}", ranking.having(2).toString());
        assertEquals(false, ranking.ranks(0));
    }

    @Test
    void onlyTheLatestActionsAreShownButAllCountAsConsumed() throws IOException {
        file("u.data", "1\t1\t5\t1\n1\t2\t5\t2\n1\t3\t5\t3\n1\t4\t5\t4\n");
        HistorySource source = movielens(dir, 2, 2, HoldOut.LEAVE_ONE_OUT);
        assertArrayEquals(new int[] {2, 3}, source.history(0).items());
        assertArrayEquals(new int[] {1, 2, 3}, source.ranking().orElseThrow().consumed(0));
    }

    @Test
    void usersOfOneActionTiesAndUnmappedItemsAreCountedAndNamed() throws IOException {
        Path log = file("log.csv", "user_id,item_id,timestamp\na,x,1\na,y,1\na,z,2\nb,x,1\n");
        Path map = file("map.txt", "1 x\n2 y\n");
        LogOptions o =
                TestLogs.numbered(options(log, 2, 200, HoldOut.LEAVE_ONE_OUT), Optional.of(map), Optional.empty());
        HistorySource source = (HistorySource) new InteractionsKind().open(o, context);
        assertEquals(1, source.size());
        assertArrayEquals(new int[] {1}, source.history(0).items());
        assertEquals(OptionalInt.of(2), source.history(0).next());
        assertEquals(
                List.of(
                        "The log holds 4 actions of 2 users on 3 items.",
                        "1 item has no row in the id map and is left out of histories (z).",
                        "1 user has fewer than 2 actions and is left out (b).",
                        "1 user has actions of equal time, which stay in the log's order (a)."),
                context.notes());
    }

    @Test
    void idsThatAreNoRowsAreRefusedWithoutAMap() throws IOException {
        Path log = file("log.tsv", "user_id:token\titem_id:token\ttimestamp:float\na\tx\t1\na\ty\t2\n");
        String message = assertThrows(EchelleException.class, () -> new InteractionsKind()
                        .open(options(log, 2, 9, HoldOut.NONE), context))
                .getMessage();
        assertTrue(
                message.contains("None of the log's 2 items has a row") && message.contains("samples.item-ids"),
                message);
    }

    @Test
    void aTimeSplitShowsWhatLiesBeforeOneInstantOfAllUsers() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int t = 1; t <= 8; t++) {
            text.append("1,").append(t).append(',').append(t).append('\n');
        }
        text.append("2,1,9\n2,2,10\n3,5,8\n3,6,9\n");
        Path log = file("log.csv", text.toString());
        LogOptions o = TestLogs.before(options(log, 2, 200, HoldOut.TIME), 0.75);
        HistorySource source = (HistorySource) new InteractionsKind().open(o, context);
        // 12 actions; the tenth time in order is 9: before it come users 1 and 3, and user 2 has nothing before it
        assertEquals(2, source.size());
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, source.history(0).items());
        assertEquals(OptionalInt.empty(), source.history(0).next());
        assertArrayEquals(new int[] {5}, source.history(1).items());
        assertEquals(OptionalInt.of(6), source.history(1).next());
        assertTrue(
                context.notes().contains("1 user has no action before the time split and is left out (2)."),
                context.notes().toString());
    }

    @Test
    void jsonLinesOfBothAgesAreReadAndPythonLiteralsAreNamed() throws IOException {
        Path log = file("reviews.jsonl", """
                {"user_id":"u","parent_asin":"1","timestamp":1588687728923}
                {"reviewerID":"u","asin":"2","unixReviewTime":1252800000}
                """);
        HistorySource source = (HistorySource) new AmazonKind().open(options(log, 2, 9, HoldOut.NONE), context);
        assertArrayEquals(new int[] {2, 1}, source.history(0).items());
        assertArrayEquals(
                new long[] {1252800000L, 1588687728L}, source.history(0).times());
        Path old = file("old.json", "{'reviewerID': 'u'}\n");
        String message = assertThrows(
                        EchelleException.class, () -> new AmazonKind().open(options(old, 2, 9, HoldOut.NONE), context))
                .getMessage();
        assertTrue(message.contains("Python literal"), message);
    }

    @Test
    void twoObjectsOnALineAreNotReadAsOne() throws IOException {
        Path log = file(
                "glued.jsonl",
                "{\"user_id\":\"u\",\"parent_asin\":\"1\",\"timestamp\":1}"
                        + "{\"user_id\":\"u\",\"parent_asin\":\"2\",\"timestamp\":2}\n");
        String message = assertThrows(
                        EchelleException.class, () -> new AmazonKind().open(options(log, 2, 9, HoldOut.NONE), context))
                .getMessage();
        assertTrue(message.contains("Line 1 of " + log + " is no JSON"), message);
    }

    @Test
    void aBrokenLineIsNamedWithItsNumber() throws IOException {
        file("ratings.dat", "1::2::3::4\n1::2\n");
        String message = assertThrows(EchelleException.class, () -> movielens(dir, 2, 9, HoldOut.NONE))
                .getMessage();
        assertTrue(message.startsWith("Line 2 of ") && message.contains("user::item::rating::time"), message);
    }

    @Test
    void movieLens100KHasTheUsersItemsAndGenresThatCutAndAwkCount() {
        HistorySource source =
                movielens(Shared.file("assets/recommender/ml100k/u.data").getParent(), 2, 200, HoldOut.LEAVE_ONE_OUT);
        assertEquals(943, source.size());
        // this copy lacks one of the hundred thousand lines, as wc says
        assertEquals(
                "The log holds 99,999 actions of 943 users on 1,682 items.",
                context.notes().get(0));
        ItemRanking ranking = source.ranking().orElseThrow();
        assertEquals(
                725, ranking.having(ranking.attributes().indexOf("genre/Drama")).cardinality());
        assertEquals(
                505,
                ranking.having(ranking.attributes().indexOf("genre/Comedy")).cardinality());
    }
}
