package org.podkeeper.postgres;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the reason and the way out in place of a stack trace. */
class PostgresFailureAnalyzer extends AbstractFailureAnalyzer<PostgresUnavailable> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PostgresUnavailable cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
