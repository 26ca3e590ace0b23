package org.echelle.runs;

import org.echelle.sae.health.HealthPoint;

/** Hears of every training of a job: a live page, a chart in a terminal. Called on the training's thread. */
public interface TrainingWatch {
    /** Hears nothing. */
    TrainingWatch NONE = start -> Watched.NOTHING;

    /**
     * A training begins; several may go on at once.
     *
     * @return hears how it goes
     */
    Watched begins(TrainingStart start);

    /** One training that is being watched. */
    interface Watched {
        /** Hears nothing. */
        Watched NOTHING = new Watched() {
            @Override
            public void point(HealthPoint point) {}

            @Override
            public void ends(Outcome outcome, String message) {}
        };

        /** @param point the newest point */
        void point(HealthPoint point);

        /**
         * It is over; called once.
         *
         * @param message why, for the user; empty when it is done
         */
        void ends(Outcome outcome, String message);
    }

    /** How a training ended. */
    enum Outcome {
        /** All steps were done. */
        DONE,
        /** Somebody asked it to stop; it can be resumed. */
        STOPPED,
        /** It could not go on. */
        FAILED
    }

    /** Both this one and another. */
    default TrainingWatch and(TrainingWatch other) {
        return start -> {
            Watched first = begins(start);
            Watched second = other.begins(start);
            return new Watched() {
                @Override
                public void point(HealthPoint point) {
                    first.point(point);
                    second.point(point);
                }

                @Override
                public void ends(Outcome outcome, String message) {
                    first.ends(outcome, message);
                    second.ends(outcome, message);
                }
            };
        };
    }
}
