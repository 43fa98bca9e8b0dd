# What a person types; the work is in scripts/.
.PHONY: run test dev bench lint

run: ## build everything and serve http://127.0.0.1:3000
	@scripts/setup.sh run
	@scripts/build.sh
	@exec scripts/run.sh

test: ## every test, the browser ones included
	@scripts/setup.sh test
	@scripts/test.sh

dev: ## rebuild and reload on change
	@scripts/setup.sh run
	@. target/setup.env && npm run --silent build:map && npm run --silent build:css && exec cargo leptos watch

bench: ## measure
	@scripts/setup.sh run
	@scripts/bench.sh

lint: ## formatting, Clippy, types
	@scripts/setup.sh run
	@scripts/lint.sh
