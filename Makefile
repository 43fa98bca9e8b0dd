# What a person types; the work is in scripts/.
.PHONY: run test e2e dev bench lint

run: ## build everything and serve http://127.0.0.1:3000
	@scripts/setup.sh server
	@scripts/build.sh
	@exec scripts/run.sh

test: ## every test: rules, pages, store on both engines, the browser's journeys on the release build
	@scripts/setup.sh test
	@scripts/test.sh

e2e: ## only the browser's journeys
	@scripts/setup.sh test
	@scripts/test.sh browser

dev: ## serve the sample; rebuild, restart and reload on change
	@scripts/setup.sh run
	@exec scripts/dev.sh

bench: ## measure
	@scripts/setup.sh test
	@scripts/bench.sh

lint: ## formatting, Clippy, types
	@scripts/setup.sh run
	@scripts/lint.sh
