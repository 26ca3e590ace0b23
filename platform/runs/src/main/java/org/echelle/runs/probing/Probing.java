package org.echelle.runs.probing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.probing.ProbeTrial;
import org.echelle.api.Progress;
import org.echelle.runs.RunException;

/** Fits and measures the probes of hook points that were read. */
public final class Probing {
    /** Fewer samples of a class than this on either side, and the question is not asked. */
    private static final int LEAST = 5;

    private static final int MOST_QUESTIONS = 40;

    private final ProbeRequest request;
    private final BitSet selection;
    private final BitSet heldOut;
    private final IntFunction<String> groupOf;
    private final GroupBootstrap draws;

    /**
     * @param selection samples to fit on
     * @param heldOut samples to measure on
     * @param groupOf a sample's group, which intervals draw
     */
    public Probing(
            ProbeRequest request, BitSet selection, BitSet heldOut, IntFunction<String> groupOf, GroupBootstrap draws) {
        this.request = request;
        this.selection = selection;
        this.heldOut = heldOut;
        this.groupOf = groupOf;
        this.draws = draws;
    }

    /**
     * Probes.
     *
     * @throws RunException when no concept has enough samples, or none is called as asked
     */
    public Probed of(List<HookReading> readings, Map<String, Object> facts, Progress progress) {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        List<ProbeAnswer> answers = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long all = readings.stream().mapToLong(r -> r.means().steps().length).sum();
        progress.begin("probe", all, "cells");
        long done = 0;
        for (HookReading reading : readings) {
            List<Question> questions = questions(reading, notes);
            questions.forEach(q -> classes.put(q.name(), q.classes()));
            for (int step : reading.means().steps()) {
                Map<Integer, double[]> means = reading.means().at(step);
                OptionalInt timestep = reading.timed() ? OptionalInt.of(step) : OptionalInt.empty();
                for (Question question : questions) {
                    progress.check();
                    answers.add(answer(reading.hook().name(), timestep, question, means));
                }
                progress.advance(++done, reading.hook().name());
            }
        }
        if (answers.isEmpty()) {
            throw new RunException("No concept has " + LEAST
                    + " samples with and without it on both sides, so there is nothing to probe; take more samples, or"
                    + " concepts that are less rare. " + String.join(" ", notes));
        }
        return new Probed(classes, answers, notes, facts);
    }

    private List<Question> questions(HookReading reading, List<String> notes) {
        List<Question> all = Question.of(reading.table(), reading.samples());
        List<Question> wanted = all.stream().filter(q -> asked(q, reading)).toList();
        if (wanted.isEmpty()) {
            throw new RunException(
                    all.isEmpty()
                            ? "This run has no concepts, so there is nothing to probe; give its config a section"
                                    + " 'concepts'."
                            : "This run has no concept called " + String.join(", ", request.concepts())
                                    + "; its questions are "
                                    + String.join(
                                            ", ",
                                            all.stream()
                                                    .map(Question::name)
                                                    .limit(MOST_QUESTIONS)
                                                    .toList())
                                    + ".");
        }
        List<Question> enough = new ArrayList<>();
        for (Question question : wanted) {
            Optional<Question> frequent = question.frequent(LEAST, selection, heldOut);
            frequent.filter(f -> f.classes().size() < question.classes().size())
                    .ifPresent(f -> once(notes, rare(question, f)));
            frequent.filter(f -> enough.size() < MOST_QUESTIONS).ifPresent(enough::add);
        }
        if (enough.size() < wanted.size()) {
            once(
                    notes,
                    (wanted.size() - enough.size()) + " of " + wanted.size()
                            + " questions are left out: fewer than two of their classes have " + LEAST
                            + " samples on each of the sides, or they come after the first " + MOST_QUESTIONS + ".");
        }
        return enough;
    }

    private static String rare(Question whole, Question frequent) {
        List<String> rare = new ArrayList<>(whole.classes());
        rare.removeAll(frequent.classes());
        return "Samples of " + String.join(", ", rare) + " are left out of " + whole.name() + ": fewer than " + LEAST
                + " on one of the sides.";
    }

    private static void once(List<String> notes, String sentence) {
        if (!notes.contains(sentence)) {
            notes.add(sentence);
        }
    }

    private boolean asked(Question question, HookReading reading) {
        return request.concepts().isEmpty()
                || request.concepts().contains(question.name())
                || reading.table().concepts().stream()
                        .filter(c -> request.concepts().contains(c.id())
                                || request.concepts().contains(c.group()))
                        .anyMatch(c ->
                                c.name().equals(question.name()) || c.group().equals(question.name()));
    }

    private ProbeAnswer answer(String hook, OptionalInt timestep, Question question, Map<Integer, double[]> means) {
        List<double[]> x = new ArrayList<>();
        List<Integer> label = new ArrayList<>();
        List<double[]> heldX = new ArrayList<>();
        List<Integer> heldLabel = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        means.forEach((sample, mean) -> {
            Integer known = question.labels().get(sample);
            if (known != null && selection.get(sample)) {
                x.add(mean);
                label.add(known);
            } else if (known != null && heldOut.get(sample)) {
                heldX.add(mean);
                heldLabel.add(known);
                groups.add(groupOf.apply(sample));
            }
        });
        ProbeTrial trial = ProbeTrial.of(
                x.toArray(double[][]::new),
                label.stream().mapToInt(Integer::intValue).toArray(),
                heldX.toArray(double[][]::new),
                heldLabel.stream().mapToInt(Integer::intValue).toArray(),
                groups.toArray(String[]::new),
                question.classes().size(),
                draws);
        return new ProbeAnswer(hook, timestep, question.name(), x.size(), heldX.size(), trial);
    }
}
